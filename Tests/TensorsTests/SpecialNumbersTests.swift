import Testing

@testable import Tensors

/// NaN and infinity go through every operation as IEEE arithmetic says, on every instruction set.
@Suite struct SpecialNumbersTests {
  static let sets = Kernels.supported.map(\.name)
  static let special: [Float] = [.nan, .infinity, -.infinity]

  /// One number of each input in turn becomes special: at the first place, the last, and between
  /// them. What the fast loops answer must be what the definition answers: the same places are NaN,
  /// the same are infinite, and the others are right. An infinite scale or weight may give NaN for an
  /// infinity, where the fast loops add in another order: x·s + (t − m·s) for (x − m)·s + t.
  @Test(arguments: OperationTable.all) func everyOperation(test: OperationCase) throws {
    // Between the stamps of a transposed convolution lie zeros that the fast loops multiply.
    let untold = test.name.hasPrefix("convTranspose2D") ? 1 : nil
    for (index, input) in test.inputs.enumerated() where input.count > 0 && index != untold {
      for value in Self.special {
        for place in Set([0, input.count / 2, input.count - 1]) {
          var values = input.values
          values[place] = value
          var inputs = test.inputs
          inputs[index] = try Tensor(values, shape: input.shape)
          // An operation may refuse it (an index must be a number), but then always.
          let expected = Result { try withReferenceKernels { try test.operation(inputs) } }
          for set in Self.sets {
            let kernels = try #require(Kernels.named(set))
            let found = Result { try kernels.use { try test.operation(inputs) } }
            let what: Comment = "\(set): \(value) at place \(place) of input \(index)"
            switch (found, expected) {
            case (.success(let found), .success(let expected)):
              let isExact = index == 0 || value.isNaN
              expectClose(
                isExact ? found : try withoutInfinities(found),
                isExact ? expected : try withoutInfinities(expected),
                relative: test.tolerance * 4, what)
            case (.failure, .failure): break
            default: Issue.record("\(what): \(found) and \(expected) by definition")
            }
          }
        }
      }
    }
  }

  /// NaN for everything that is not finite.
  private func withoutInfinities(_ x: Tensor) throws -> Tensor {
    try Tensor(x.values.map { $0.isFinite ? $0 : .nan }, shape: x.shape)
  }

  /// In each corner of a picture, for each way to convolve: exactly the windows that hold it.
  @Test(arguments: sets, [(1, 1, 1), (3, 1, 1), (3, 2, 1), (5, 1, 1), (3, 1, 4)])
  func aCornerReachesItsWindows(set: String, layer: (kernel: Int, stride: Int, groups: Int)) throws
  {
    let (side, padding) = (9, layer.kernel / 2)
    let weight = try Tensor.ones([4, 4 / layer.groups, layer.kernel, layer.kernel])
    for (row, column) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
      for value in Self.special {
        var x = [Float](repeating: 1, count: 4 * side * side)
        x[row * side + column] = value  // channel 0
        let y = try #require(Kernels.named(set)).use {
          try conv2D(
            Tensor(x, shape: [1, 4, side, side]), weight, stride: layer.stride, padding: padding,
            groups: layer.groups)
        }
        let cells = y.shape[2]
        for (place, found) in y.values.enumerated() {
          let (channel, cell) = (place / (cells * cells), place % (cells * cells))
          let (i, j) = (cell / cells * layer.stride, cell % cells * layer.stride)
          let holds =
            abs(i - row) <= padding && abs(j - column) <= padding
            && (layer.groups == 1 || channel == 0)
          if !holds {
            #expect(found.isFinite, "\(value) at \(row), \(column) reaches \(place): \(found)")
          } else if value.isNaN {
            #expect(found.isNaN, "NaN at \(row), \(column) is lost at \(place): \(found)")
          } else {
            // Nothing but ones besides: direct loops keep the infinity.
            #expect(!found.isFinite, "\(value) at \(row), \(column) is lost at \(place)")
          }
        }
      }
    }
  }

  /// A pooled window that holds NaN is NaN, wherever NaN stands in it; minus infinity alone stays.
  @Test(arguments: sets) func pooledWindows(set: String) throws {
    try #require(Kernels.named(set)).use {
      for place in 0..<4 {
        for width in [2, 4, 34, 130] {
          var x = [Float](repeating: -1, count: 2 * width)
          x[place / 2 * width + place % 2] = .nan
          let y = try Tensor(x, shape: [1, 1, 2, width]).maxPool2D(size: 2).values
          #expect(y[0].isNaN && y.dropFirst().allSatisfy { $0 == -1 }, "place \(place), \(width)")
          let mean = try Tensor(x, shape: [1, 1, 2, width]).averagePool2D(size: 2).values
          #expect(mean[0].isNaN && mean.dropFirst().allSatisfy { $0 == -1 })
        }
      }
      let lowest = try Tensor.full([1, 1, 4, 4], -.infinity)
      #expect(
        try lowest.maxPool2D(size: 3, stride: 1, padding: 1).values.allSatisfy { $0 == -.infinity })
    }
  }

  /// Padding is no NaN: what a padded operation makes of ordinary numbers is ordinary.
  @Test(arguments: sets) func paddingIsClean(set: String) throws {
    try #require(Kernels.named(set)).use {
      for side in [1, 3, 7, 17] {
        let x = Tensor.seeded(1, shape: [1, 3, side, side])
        for kernel in [3, 5, 7] {
          let weight = Tensor.seeded(2, shape: [5, 3, kernel, kernel])
          for stride in [1, 2] {
            let y = try conv2D(x, weight, stride: stride, padding: kernel - 1)
            #expect(y.values.allSatisfy { $0.isFinite }, "\(side), \(kernel), \(stride)")
          }
        }
        #expect(
          try x.maxPool2D(size: 3, stride: 2, padding: 1).values.allSatisfy(\.isFinite))
        #expect(
          try x.averagePool2D(size: 3, stride: 2, padding: 1).values.allSatisfy(\.isFinite))
      }
    }
  }
}
