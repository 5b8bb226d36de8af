"""What late and repeated readings change, and states that add up exactly (indicators F)."""
