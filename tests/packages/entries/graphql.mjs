// formats: esm
import { GraphQLObjectType, GraphQLSchema, GraphQLString, buildSchema, graphql, parse, print, printSchema, validate } from "graphql";
const schema = buildSchema("type Query { hello(name: String = \"you\"): String! list: [Item] } interface Named { name: String } type Item implements Named { name: String }");
console.log(JSON.stringify(await graphql({ schema, source: "query($n: String) { hello(name: $n) list { ...f __typename } } fragment f on Item { name }", rootValue: { hello: ({ name }) => `hi ${name}`, list: [{ name: "a" }] }, variableValues: { n: "x" } })));
console.log(validate(schema, parse("{ helo }")).map(String), print(parse("query   Q{a(b:[1,2]){c}}")), printSchema(schema));
console.log(printSchema(new GraphQLSchema({ query: new GraphQLObjectType({ name: "Q", fields: { a: { type: GraphQLString } } }) })));
