import "./a.png";
