"""Everything that was told, for everybody to count: without persons, and without cells so small that they point at one."""
