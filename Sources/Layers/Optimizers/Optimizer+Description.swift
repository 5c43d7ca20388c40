extension Optimizer {
  /// `SGD(learning rate 0.1, 4 parameters, 20 steps made)`.
  public var description: String {
    "\(type(of: self))(learning rate \(currentLearningRate), \(parameters.count) parameters, "
      + "\(state.step) steps made)"
  }
}

extension SGD: CustomStringConvertible {}
extension Adam: CustomStringConvertible {}
extension AdamW: CustomStringConvertible {}
