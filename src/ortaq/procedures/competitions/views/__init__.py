"""HTTP: parse, ask permission, act or read, render."""
