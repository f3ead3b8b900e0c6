"""The three administrators, each with an area of their own (security.md §1.2).

系统管理员 makes and disables accounts, 安全管理员 grants roles and lets people in again, 审计管理员 reads what happened.
None of them sees a budget.
"""
