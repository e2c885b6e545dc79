class B { @(h) static i }
