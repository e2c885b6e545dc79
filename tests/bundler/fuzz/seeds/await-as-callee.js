((await)(await));
(await)`a`;
(await)[0] = await;
