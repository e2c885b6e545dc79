a: g : {g: (await) }
