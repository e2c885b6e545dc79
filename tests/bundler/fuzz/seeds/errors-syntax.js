function ( { ) } let = = 3; class { x y z } import { from; export default default; a b c; `unclosed ${
