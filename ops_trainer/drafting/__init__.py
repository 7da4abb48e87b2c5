"""An article becomes a draft deck: blocks, then rules. Pure but for the file it reads; what is doubtful stays out."""
