import a from "a"; x = "b\
 c\
 d\ e";
