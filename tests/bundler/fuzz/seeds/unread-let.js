let
x;
