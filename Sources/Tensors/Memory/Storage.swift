/// The floats under a tensor: 64-byte aligned, reference-counted, out of a caching pool.
///
/// Written only while it is new or uniquely referenced; shared and read-only from then on, which is
/// what makes it `Sendable`.
package final class Storage: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private let block: StoragePool.Block
  /// Who wants to know when the floats are read, while a plan is made; set before anybody else sees
  /// the storage.
  package var watch: StorageWatch?

  /// Contents are undefined until written.
  package init(count: Int) throws {
    block = try StoragePool.shared.take(floats: count)
    base = block.base
    self.count = count
  }

  deinit { StoragePool.shared.give(block) }
}
