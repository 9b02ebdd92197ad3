"""The signing page: where a person sees and signs documents."""
