let y = 1; var let_ = 2; l\u0065t
z; (let)[0]; let.x; if (1) (let)
