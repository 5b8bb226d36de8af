"""The same figures by our kernels and by plain pandas, subject by subject."""
