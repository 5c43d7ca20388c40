/// The rooms of the library, as `:help` lists them.
struct HelpRoom: Sendable {
  /// What is typed behind `:help`: the folder of `Sources` in lower case.
  var name: String
  var about: String

  static let all = [
    HelpRoom(name: "tensors", about: "numbers with a shape: arithmetic, convolution, gradients"),
    HelpRoom(name: "boxes", about: "boxes and masks: overlap, suppression, anchors"),
    HelpRoom(name: "images", about: "pictures: in and out, sizes, drawing, charts"),
    HelpRoom(name: "layers", about: "what networks are built of, and what trains them"),
    HelpRoom(name: "checkpoints", about: "weights in and out of files"),
    HelpRoom(name: "datasets", about: "the Pasture, annotations, augmentation, batches"),
    HelpRoom(name: "evaluation", about: "how good a detector is: matching, curves, precision"),
    HelpRoom(name: "detectors", about: "the models, one for each paper"),
    HelpRoom(name: "training", about: "recipes and training runs"),
    HelpRoom(name: "fovea", about: "showing, saving, what ships with Fovea"),
    HelpRoom(name: "notebook", about: "what only lessons need"),
    HelpRoom(name: "swift", about: "Swift's own: arrays, text, numbers"),
    HelpRoom(name: "yours", about: "what you defined yourself"),
  ]
}
