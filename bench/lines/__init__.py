"""One file for each line of the table: `LINE` says what is measured, `measure(place)` measures it."""
