"""Understanding: a department over the years, its projects and the words of budgets, told out of what stands."""
