/* Elements of every form; each is a function, so that one that fails does not hide the others. */
import * as React from "react";
import Small, { lower as Upper, $dollar as Dollar } from "./parts.js";
import * as parts from "./parts.js";

const jsx = "mine", _jsx = "too", _Fragment = 1; // names that a translation may want
const Box = "Box", object = { member: { Deep: "Deep", "x": "x" }, lower: "member" };
const props = { a: 1, key: "spread" }, list = ["l1", "l2"];

export const elements = {
  plain: () => <div />,
  closed: () => <div></div>,
  fragment: () => <></>,
  fragmentChildren: () => <>a<b />{1}</>,
  custom: () => <my-element some-attr="x" data-a={1} />,
  component: () => <Box />,
  imported: () => <Small><Upper /><Dollar /><parts.lower /></Small>,
  member: () => <object.member.Deep />,
  lowerMember: () => <object.lower />,
  spaced: () => < object . member . Deep  a = "1" ></ object . member . Deep >,
  namespace: () => <svg:rect xlink:href="#a" />,
  self: function () { return <this.Name />; }.bind({ Name: "this" }),
  defaults: () => <track default src="a" />,
  dollar: () => { const $ = "d", _ = "u"; return [<$ />, <_ />]; },
  attributes: () => <a b="1" c='2' d={3} e f={"g" + "h"} class="i" for="j" default="k" />,
  attributeElement: () => <a b=<c d="e" /> f=<>g</> />,
  attributeText: () => <a b="x\n" c='a"b' d="a
  b" e="&quot;&amp;&lt;&nbsp;&eacute;&#65;&#x42;&nosuch;&;&#xZZ; & c" f="it's" g="" h="http://x/?a=1&b=2&c=3#d" />,
  attributeComments: () => <a /* one */ b /* two */ = /* three */ "c" // four
    d />,
  attributeComma: () => <a b={(1, 2)} />,
  twice: () => <a b="1" b="2" />,
  spread: () => <a {...props} />,
  spreads: () => <a b {...props} c {...{ d: 1 }} />,
  key: () => <a key="k" b />,
  keyExpression: () => <Box key={jsx + _jsx + _Fragment}>x</Box>,
  keyBeforeSpread: () => <a key="k" {...props} />,
  keyBehindSpread: () => <a {...props} key="k">x{1}</a>,
  fragmentKey: () => <React.Fragment key="f">x</React.Fragment>,
  childrenAttribute: () => <a children="x" />,
  oneChild: () => <a>{1}</a>,
  children: () => <a>{1}{"two"}{[3]}<b /></a>,
  comments: () => <a>{/* nothing */}{ // nothing
  }</a>,
  spreadChild: () => <a>{...list}</a>,
  spreadChildren: () => <a>x{...list}<b /></a>,
  nested: () => <a><b><c><d>e</d></c></b></a>,
  conditional: () => <a>{props.a ? <b /> : null}{props.b && <c />}</a>,
  map: () => <ul>{list.map((item, i) => <li key={item} id={i}>{item}</li>)}</ul>,
  inOperators: () => [<a /> ? <b /> : <c />, !<d />, typeof <e />, (<f />).type],
  arrow: () => (() => <a />)(),
  template: () => `${JSON.stringify(<a b={`c${1}`} />)}`,

  text: () => <a>one two</a>,
  textSpaces: () => <a>  one  two  </a>,
  textOnlySpaces: () => <a>   </a>,
  textOnlyLines: () => <a>

  </a>,
  textLines: () => <a>
    one
      two

    three &nbsp;
  </a>,
  textTabs: () => <a>	one	
	two	</a>,
  textAround: () => <a> {1} two {3}
    {4} five
  </a>,
  textEntities: () => <a>&lt;&gt;&amp;&quot;&apos;&copy;&thetasym;&#8364;&#x1F600;&AMP;&amp</a>,
  textEntitySpaces: () => <a>
    &#32;x&nbsp;
    &#10;
  </a>,
  textAmpersands: () => <p>Terms & Conditions && more &more, a&b; <b>R&D</b> Q & A</p>,
  textBackslash: () => <a>\n \u0041 \</a>,
  textQuotes: () => <a>it's "quoted" `so` // no comment /* nor this */</a>,
  textKeywords: () => <a>if for class return import export let</a>,
  textUnicode: () => <a>ä 日本 😀 line separator</a>,
  textFormFeed: () => <a>
     x
  </a>,
  textCarriage: () => <a>crlf</a>,
  handler: () => <a b={() => { return <c>{function () { return <d />; }().type}</c>; }} />,
};

class Base {}
class Derived extends Base {
  field = <a />;
  constructor() { const before = <b />; super(); this.element = before; }
  method() { return <d />; }
}
elements.classes = () => { const made = new Derived(); return [made.field, made.element, made.method()]; };
