import Fovea
import LessonSwift

extension HostLibrary {
  /// Slicing, reshaping, joining.
  mutating func addTensorShapes() {
    `subscript`(
      "subscript(_ indices: any TensorIndex...) throws -> Tensor", on: Tensor.self,
      help: "A place removes its axis, a range keeps it."
    ) { (x: Tensor, indices: [any TensorIndex]) in try x.sliced(indices) }
    method(
      "func replacing(at indices: any TensorIndex..., with values: Tensor) throws -> Tensor",
      on: Tensor.self
    ) { (x: Tensor, indices: [any TensorIndex], values: Tensor) in
      try x.replacing(indices: indices, with: values)
    }
    method(
      "func replacing(at indices: any TensorIndex..., with value: Float) throws -> Tensor",
      on: Tensor.self
    ) { (x: Tensor, indices: [any TensorIndex], value: Float) in
      try x.replacing(indices: indices, with: Tensor(value))
    }
    method(
      "func reshaped(_ shape: [Int]) throws -> Tensor", on: Tensor.self,
      help: "The same numbers in another shape; one length may be -1."
    ) { (x: Tensor, shape: [Int]) in try x.reshaped(shape) }
    method("func flattened(from axis: Int = 0) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, axis: Int) in try x.flattened(from: axis)
    }
    method("func squeezed(axis: Int? = nil) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, axis: Int?) in try x.squeezed(axis: axis)
    }
    method("func unsqueezed(axis: Int) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, axis: Int) in try x.unsqueezed(axis: axis)
    }
    method("func permuted(_ order: [Int]) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, order: [Int]) in try x.permuted(order)
    }
    method("func broadcasted(to shape: [Int]) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, shape: [Int]) in try x.broadcasted(to: shape)
    }
    method("func padded(by width: Int, with value: Float = 0) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, width: Int, value: Float) in try x.padded(by: width, with: value)
    }
    method(
      "func padded(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0, "
        + "with value: Float = 0) throws -> Tensor", on: Tensor.self
    ) { (x: Tensor, top: Int, bottom: Int, left: Int, right: Int, value: Float) in
      try x.padded(top: top, bottom: bottom, left: left, right: right, with: value)
    }
    method("func gather(_ indices: Tensor, axis: Int) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, indices: Tensor, axis: Int) in try x.gather(indices, axis: axis)
    }
    method("func selecting(_ indices: [Int], axis: Int = 0) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, indices: [Int], axis: Int) in try x.selecting(indices, axis: axis)
    }
    function("func concatenate(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor") {
      (tensors: [Tensor], axis: Int) in try concatenate(tensors, axis: axis)
    }
    function("func stack(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor") {
      (tensors: [Tensor], axis: Int) in try stack(tensors, axis: axis)
    }
  }
}
