return backlog()
