"""`/operateur`: the screens of the operator's team. Services refuse everybody else."""
