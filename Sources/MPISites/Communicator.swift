#if MPI
    import CMPI
    import Documents
    import Foundation

    /// All ranks of the job that this process was started in by `mpirun` or `srun`; alone, a job of one.
    ///
    /// Calls block, and must come from one thread at a time and in the same order on every rank.
    public final class Communicator: @unchecked Sendable {
        public let rank: Int
        public let size: Int
        /// Time that this rank has spent in transfers, and in waiting for other ranks to finish their work.
        public private(set) var (transferSeconds, waitSeconds) = (0.0, 0.0)

        /// MPI counts elements in 32 bits.
        private static let largestMessage = 1 << 30

        /// Starts MPI; once in a process.
        public init() {
            var provided: Int32 = 0
            MPI_Init_thread(nil, nil, Int32(MPI_THREAD_SERIALIZED), &provided)
            var (rank, size): (Int32, Int32) = (0, 1)
            MPI_Comm_rank(cafe_mpi_world(), &rank)
            MPI_Comm_size(cafe_mpi_world(), &size)
            (self.rank, self.size) = (Int(rank), Int(size))
        }

        /// Ends MPI; nothing may be called afterwards.
        public func finish() { MPI_Finalize() }

        /// Ends the processes of all ranks.
        public func abort(_ message: String) -> Never {
            StandardStreams.say("rank \(rank): \(message)\n")
            MPI_Abort(cafe_mpi_world(), 1)
            exit(1)
        }

        /// Rank 0's bytes, at every rank.
        func broadcast(_ data: Data) -> Data {
            transfer {
                var count = Int64(data.count)
                MPI_Bcast(&count, 1, cafe_mpi_int64(), 0, cafe_mpi_world())
                var bytes = rank == 0 ? data : Data(count: Int(count))
                bytes.withUnsafeMutableBytes {
                    _ = MPI_Bcast($0.baseAddress, Int32(count), cafe_mpi_byte(), 0, cafe_mpi_world())
                }
                return bytes
            }
        }

        /// Rank 0's floats, at every rank; all give the same count.
        func broadcast(_ values: inout [Float]) {
            transfer {
                values.withUnsafeMutableBufferPointer { buffer in
                    Self.pieces(buffer.count) { start, count in
                        MPI_Bcast(buffer.baseAddress! + start, count, cafe_mpi_float(), 0, cafe_mpi_world())
                    }
                }
            }
        }

        /// Waits until every rank has come this far: before the first round, so that the times above are those of rounds.
        func synchronize() { MPI_Barrier(cafe_mpi_world()) }

        /// Every rank's bytes at rank 0, in the order of ranks; empty at the others. Waits for the slowest rank.
        func gather(_ data: Data) -> [Data] {
            let start = ContinuousClock.now
            MPI_Barrier(cafe_mpi_world())
            waitSeconds += start.duration(to: .now) / .seconds(1)
            return transfer {
                guard rank == 0 else {
                    var count = Int64(data.count)
                    MPI_Send(&count, 1, cafe_mpi_int64(), 0, 0, cafe_mpi_world())
                    data.withUnsafeBytes {
                        _ = MPI_Send($0.baseAddress, Int32(data.count), cafe_mpi_byte(), 0, 1, cafe_mpi_world())
                    }
                    return []
                }
                return [data] + (1..<size).map { receiveBytes(from: Int32($0)) }
            }
        }

        private func receiveBytes(from source: Int32) -> Data {
            var count: Int64 = 0
            MPI_Recv(&count, 1, cafe_mpi_int64(), source, 0, cafe_mpi_world(), cafe_mpi_status_ignore())
            var bytes = Data(count: Int(count))
            bytes.withUnsafeMutableBytes {
                _ = MPI_Recv(
                    $0.baseAddress, Int32(count), cafe_mpi_byte(), source, 1, cafe_mpi_world(), cafe_mpi_status_ignore()
                )
            }
            return bytes
        }

        /// To rank 0.
        func send(_ values: [Float]) {
            transfer {
                values.withUnsafeBufferPointer { buffer in
                    Self.pieces(buffer.count) { start, count in
                        MPI_Send(buffer.baseAddress! + start, count, cafe_mpi_float(), 0, 2, cafe_mpi_world())
                    }
                }
            }
        }

        func receive(_ count: Int, from source: Int) -> [Float] {
            transfer {
                [Float](unsafeUninitializedCapacity: count) { buffer, filled in
                    Self.pieces(count) { start, count in
                        MPI_Recv(
                            buffer.baseAddress! + start, count, cafe_mpi_float(), Int32(source), 2, cafe_mpi_world(),
                            cafe_mpi_status_ignore())
                    }
                    filled = count
                }
            }
        }

        private static func pieces(_ total: Int, _ body: (_ start: Int, _ count: Int32) -> Int32) {
            for start in stride(from: 0, to: total, by: largestMessage) {
                // The default handler of MPI's errors ends the job, so there is no code to look at.
                _ = body(start, Int32(min(largestMessage, total - start)))
            }
        }

        private func transfer<Result>(_ body: () -> Result) -> Result {
            let start = ContinuousClock.now
            defer { transferSeconds += start.duration(to: .now) / .seconds(1) }
            return body()
        }
    }
#endif
