print("fovea-bench")
