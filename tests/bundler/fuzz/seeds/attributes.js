import a from './a.json' with { type: 'json' }; import b from 'b' with { 'type': "css", };
