import l from 'g' with { type: E };
