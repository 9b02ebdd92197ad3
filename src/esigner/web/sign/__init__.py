"""The signing page of one environment: a person reads the documents, signs or declines, and goes back."""
