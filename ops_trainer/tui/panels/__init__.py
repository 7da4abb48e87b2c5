"""The pages of the statistics, a file each; `screens.stats.PANELS` names them in their order."""
