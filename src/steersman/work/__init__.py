"""Long work: what can be asked for, and the processes that do it.

A job is asked for in the store and done by a worker, a process of its own. What the stages find
out is kept with the job: results for programs, chapters in every language for people.
"""
