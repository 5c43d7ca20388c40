/// Calls `body` for each of `count` planes (of an image and a channel), or channels, on all threads.
///
/// `body` must write to its own plane only: then the result does not depend on the threads.
func forEachPlane(_ count: Int, _ body: (_ plane: Int) -> Void) {
  Workers.shared.parallel(count, body)
}
