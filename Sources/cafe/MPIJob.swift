#if MPI
    import Experiments
    import FederatedEngine
    import MPISites

    /// The ranks of an `mpirun` as the place where sites are trained.
    final class MPIJob: TrainerPlacement {
        let communicator = Communicator()

        func trainer(for run: PlannedRun, local: any SiteTrainer, scenario: Scenario) throws -> any SiteTrainer {
            guard communicator.size > 1 else { return local }
            return try DistributedSiteTrainer(
                local: local, samples: scenario.sites.indices.map { scenario.samples(at: $0) }, run: run.index,
                configurationHash: run.configurationHash, communicator: communicator)
        }

        /// Runs everything at rank 0 and serves it at the others; an error at any rank but a diverged training, which
        /// rank 0 reports, ends the whole job.
        func run(_ runner: ExperimentRunner, reporting progress: any ProgressReporter) throws
            -> ExperimentRunner.Ending
        {
            do {
                guard communicator.rank == 0 else {
                    try communicator.serve { try runner.localTrainer(forRun: $0) }
                    communicator.finish()
                    return .finished
                }
                let result: Result<ExperimentRunner.Ending, RunFailures>
                do { result = .success(try runner.run(reporting: progress)) } catch let error as RunFailures {
                    result = .failure(error)
                }
                try communicator.endService()
                if communicator.size > 1 {
                    printError(
                        "\(communicator.size) ranks; rank 0 spent \(communicator.transferSeconds) s in transfers and "
                            + "\(communicator.waitSeconds) s waiting for others")
                }
                communicator.finish()
                return try result.get()
            } catch let error as RunFailures {
                throw error
            } catch {
                communicator.abort("\(error)")
            }
        }
    }
#endif
