// formats: esm cjs iife
import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
const text = '<?xml version="1.0"?><a b="1"><c>x &lt; y</c><c d="e">2</c><f/><![CDATA[<g>]]></a>';
const value = new XMLParser({ ignoreAttributes: false }).parse(text);
console.log(JSON.stringify(value), new XMLBuilder({ ignoreAttributes: false, format: true }).build(value));
console.log(XMLValidator.validate(text), XMLValidator.validate("<a><b></a>"));
