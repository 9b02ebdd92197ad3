"""The portal: where institutions and the agency work on their cases."""
