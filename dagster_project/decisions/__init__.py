"""What stewards decide: asked, recorded for ever, read back."""
