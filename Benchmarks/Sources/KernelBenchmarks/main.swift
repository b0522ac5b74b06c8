import Foundation

// Every kernel against a naive reference, with its time; a wrong answer makes the run fail.
var report = Report(peak: measurePeak())
benchmarkProducts(&report)
try benchmarkLayers(&report)
try benchmarkTraining(&report)
exit(report.failures == 0 ? 0 : 1)
