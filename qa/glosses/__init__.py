"""What a quoted sentence leaves open: its days, whom its words stand for, who speaks."""
