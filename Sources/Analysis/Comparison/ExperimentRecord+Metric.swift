import RunStore

extension ExperimentRecord {
    /// What methods are ranked by if nobody says otherwise: the mean accuracy over the last tenth of the rounds, which is
    /// steadier than that of the last round; of text bits per character.
    public var usualMetric: RunMetric {
        let isText = methods.first?.runs.first?.configuration.textTokens != nil
        return isText ? .bitsPerCharacter : .meanAccuracyLastTenth
    }
}
