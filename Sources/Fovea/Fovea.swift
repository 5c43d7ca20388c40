// `import Fovea` is all that a user of the library, and a lesson, writes.

@_exported public import Boxes
@_exported public import Checkpoints
@_exported public import Datasets
@_exported public import Detectors
@_exported public import Evaluation
@_exported public import Images
@_exported public import Layers
@_exported public import Tensors
@_exported public import Training
