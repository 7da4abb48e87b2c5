"""Questions made from notes: what can be asked, wrong options, why an answer is right."""
