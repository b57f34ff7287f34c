"""One repository per noun. Each is bound to one unit of work and its company, and none of them commits."""
