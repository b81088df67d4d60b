(even? "b")
