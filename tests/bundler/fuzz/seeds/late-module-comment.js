/(?<name>a)\k<name>/; /[/block/; (a) / b; a++ / b; aa / /[\]/]/; /(?<name>a)\k<name>/v; /a{1,2}?/v; if (x) -(await q); (q); /[/block/; (a) / b; a++ / b; aa / /[\]/]/; a</a{1,2}?/; d <!-- e
