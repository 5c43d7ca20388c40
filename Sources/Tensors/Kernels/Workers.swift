internal import CKernels
import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Threads that live as long as the program and share out the items of one loop at a time.
///
/// Waking a sleeping thread costs more than a small layer, so between two loops the workers spin for
/// a moment before they sleep. Items are handed out as threads become free; who computes an item must
/// therefore never matter to its result, and no loop may cut its work by the number of threads where
/// that could change a sum's order.
package final class Workers: @unchecked Sendable {  // shared state is atomic or under `mutex`
  /// As many threads as processors, or as `FOVEA_THREADS` says.
  package static let shared = Workers(threads: threadsWanted)

  /// At most so many threads for the loops of this task; for tests.
  @TaskLocal package static var limit = Int.max

  /// What is done with each item. A struct around the closure, so that reading it through a pointer
  /// makes no new closure.
  private struct Job {
    let body: (_ index: Int, _ slot: Int) -> Void
  }

  /// The caller of a loop and its helpers.
  package let threads: Int

  // One word says which loop this is and which item is next, so that a worker that comes late cannot
  // take an item of another loop: upper half the loop's number, lower half the item.
  private let ticket = Atomic<UInt64>(Ticket.closed(0))
  private let body = Atomic<UInt>(0)
  private let count = Atomic<Int>(0)
  private let slots = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let bell: UnsafeMutablePointer<pthread_cond_t>
  /// About 0.2 ms.
  private static let patience = 20_000

  /// How many threads a loop of this task may use.
  package var width: Int { max(1, min(threads, Workers.limit)) }

  private enum Ticket {
    static func closed(_ loop: UInt64) -> UInt64 { loop << 32 | 0xFFFF_FFFF }
    static func first(_ loop: UInt64) -> UInt64 { loop << 32 }
    static func loop(_ ticket: UInt64) -> UInt64 { ticket >> 32 }
    static func item(_ ticket: UInt64) -> Int { Int(ticket & 0xFFFF_FFFF) }
  }

  /// Starts `threads - 1` helpers, which are never stopped: a program has one `Workers.shared`.
  package init(threads: Int) {
    self.threads = max(1, threads)
    mutex = .allocate(capacity: 1)
    bell = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(bell, nil)
    // Signals such as Ctrl-C belong to the threads that know what to do with them.
    var everything = sigset_t()
    var before = sigset_t()
    sigfillset(&everything)
    pthread_sigmask(SIG_SETMASK, &everything, &before)
    for slot in 0..<self.threads where slot > 0 { start(slot: slot) }  // the caller is slot 0
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  /// Calls `body` once for each index in `0..<count`, on several threads, and returns when all are
  /// done. Inside another loop, or while another thread's loop runs, it runs on the caller alone.
  package func parallel(_ count: Int, _ body: (_ index: Int) -> Void) {
    parallelInSlots(count) { index, _ in body(index) }
  }

  /// As `parallel`; `slot` in `0..<threads` belongs to one thread at a time, for its scratch memory.
  package func parallelInSlots(_ count: Int, _ body: (_ index: Int, _ slot: Int) -> Void) {
    let isAlone = count <= 1 || width == 1 || count > Int(UInt32.max) / 2
    guard
      !isAlone,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for index in 0..<max(0, count) { body(index, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: Job(body: body)) { run(count, $0) }
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// What `body` answers of each index in `0..<count`, in their order. Task-local choices (kernels,
  /// recording) are the caller's own: `body` should run no tensor operations.
  ///
  /// - Throws: what `body` throws of the first index for which it does.
  package func map<R>(_ count: Int, _ body: (_ index: Int) throws -> R) throws -> [R] {
    var results = [Result<R, any Error>?](repeating: nil, count: max(0, count))
    results.withUnsafeMutableBufferPointer { results in
      parallel(results.count) { index in results[index] = Result { try body(index) } }
    }
    return try results.compactMap { try $0?.get() }
  }

  private func run(_ items: Int, _ work: UnsafePointer<Job>) {
    // Closed first, under its old number: whoever read that loop's last ticket and then the new body
    // fails to exchange it.
    let previous = Ticket.loop(ticket.load(ordering: .relaxed))
    ticket.store(Ticket.closed(previous), ordering: .releasing)
    finished.store(0, ordering: .relaxed)
    count.store(items, ordering: .releasing)
    slots.store(width, ordering: .releasing)
    body.store(UInt(bitPattern: work), ordering: .releasing)
    ticket.store(Ticket.first((previous &+ 1) & 0xFFFF_FFFF), ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(bell)
      pthread_mutex_unlock(mutex)
    }
    takeItems(slot: 0)
    var waited = 0
    while finished.load(ordering: .acquiring) < items {
      ck_pause()
      waited += 1
      if waited > 2000 { sched_yield() }  // the processor may be needed by who holds the last item
    }
  }

  /// Works on the current loop until no item is left.
  private func takeItems(slot: Int) {
    while true {
      let current = ticket.load(ordering: .acquiring)
      let address = body.load(ordering: .acquiring)
      let items = count.load(ordering: .acquiring)
      let slots = slots.load(ordering: .acquiring)
      guard Ticket.item(current) < items, slot < slots,
        let work = UnsafePointer<Job>(bitPattern: address)
      else { return }
      // Many items are taken together, fewer towards the end: small ones must not cost more to hand
      // out than to do. Fails when anybody took an item, or when the loop is not the one whose body
      // was read.
      let item = Ticket.item(current)
      let share = max(1, (items - item) / (4 * slots))
      let taken = ticket.compareExchange(
        expected: current, desired: current + UInt64(share), ordering: .acquiringAndReleasing)
      guard taken.exchanged else { continue }
      Self.perform(work, item..<item + share, slot: slot)
      finished.wrappingAdd(share, ordering: .releasing)
    }
  }

  /// Not inlined: the closure must be let go of before its items count as finished.
  @inline(never)
  private static func perform(_ job: UnsafePointer<Job>, _ items: Range<Int>, slot: Int) {
    let body = job.pointee.body
    for item in items { body(item, slot) }
  }

  private func serve(slot: Int) {
    var seen: UInt64 = 0  // the first loop has number 1
    while true {
      var spins = 0
      while Ticket.loop(ticket.load(ordering: .acquiring)) == seen {
        ck_pause()
        spins += 1
        if spins > Self.patience { sleep(until: seen) }
      }
      seen = Ticket.loop(ticket.load(ordering: .acquiring))
      takeItems(slot: slot)
    }
  }

  /// Sleeps while the loop that was `seen` last is still the newest.
  private func sleep(until seen: UInt64) {
    pthread_mutex_lock(mutex)
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while Ticket.loop(ticket.load(ordering: .sequentiallyConsistent)) == seen {
      pthread_cond_wait(bell, mutex)
    }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  // MARK: Threads

  private final class Start {
    let workers: Workers
    let slot: Int
    init(_ workers: Workers, _ slot: Int) {
      self.workers = workers
      self.slot = slot
    }
  }

  private func start(slot: Int) {
    let start = Unmanaged.passRetained(Start(self, slot)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(&thread, nil, { Workers.enter($0) }, start)
    #else
      var thread = pthread_t()
      let result = pthread_create(&thread, nil, { Workers.enter($0) }, start)
    #endif
    // A helper that could not be started is not missed: the others take its items.
    if result != 0 { Unmanaged<Start>.fromOpaque(start).release() }
  }

  private static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.workers.serve(slot: start.slot)
    return nil
  }

  private static var threadsWanted: Int {
    if let text = getenv("FOVEA_THREADS").flatMap({ Int(String(cString: $0)) }),
      (1...256).contains(text)
    {
      return text
    }
    return max(1, min(256, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
  }
}
