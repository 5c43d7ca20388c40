import Fovea
import Foundation

/// Memory to write to, as fresh as it comes, given back afterwards: what the storage pool is for.
enum Fresh {
  typealias Floats = UnsafeMutablePointer<Float>
  typealias Provider = (_ body: (Floats) -> Void) throws -> Void

  /// A new block of the C library's each time.
  static func malloc(bytes: Int) throws -> Provider {
    { body in
      let floats = Floats.allocate(capacity: bytes / 4)
      defer { floats.deallocate() }
      body(floats)
    }
  }

  /// A new block of a storage pool's each time; the pool keeps nothing.
  static func pool(bytes: Int) throws -> Provider {
    let pool = StoragePool(environment: { _ in nil })
    return { body in
      let block = try pool.take(floats: bytes / 4)
      body(block.base)
      pool.give(block)
      pool.emptyCache()
    }
  }

  /// The same block each time.
  static func used(bytes: Int) throws -> Provider {
    let pool = StoragePool(environment: { _ in nil })
    return { body in
      let block = try pool.take(floats: bytes / 4)
      defer { pool.give(block) }
      body(block.base)
    }
  }
}
