import Documents
import Foundation
import Testing

@Suite struct ExternalProgramTests {
    @Test func argumentsArriveAsTheyAre() throws {
        let printf = try #require(ExternalProgram("printf"))
        let hostile = "`id` $(id) 'q' \"q\" ; rm x \\n"
        #expect(try printf.run(["%s|%s", hostile, ""]) == hostile + "|")
    }

    @Test func aMissingProgramIsNil() {
        #expect(ExternalProgram("no-such-program-of-cafe") == nil)
    }

    @Test func aFailureCarriesStatusAndMessage() throws {
        let shell = try #require(ExternalProgram("sh"))
        let error = #expect(throws: ExternalProgramError.self) { try shell.run(["-c", "echo broken >&2; exit 3"]) }
        #expect(error?.program == "sh" && error?.reason == .failed(status: 3, message: "broken"))
        // More than a pipe holds, on both outputs.
        let both = try shell.run(["-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"])
        #expect(both.utf8.count == 300_000)
    }

    @Test func aProgramThatHangsIsStopped() throws {
        let sleep = try #require(ExternalProgram("sleep"))
        let error = #expect(throws: ExternalProgramError.self) { try sleep.run(["60"], timeLimit: .milliseconds(100)) }
        #expect(error?.reason == .timedOut(after: .milliseconds(100)))
    }

    @Test func whatAHangingProgramStartedEndsToo() throws {
        let shell = try #require(ExternalProgram("sh"))
        let start = ContinuousClock.now
        // The second sleep keeps the outputs open after the shell is gone.
        #expect(throws: ExternalProgramError.self) {
            try shell.run(["-c", "sleep 60 & sleep 60"], timeLimit: .milliseconds(100))
        }
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func aSignalIsAStatus() throws {
        let shell = try #require(ExternalProgram("sh"))
        let error = #expect(throws: ExternalProgramError.self) { try shell.run(["-c", "kill -KILL $$"]) }
        #expect(error?.reason == .failed(status: 137, message: ""))
    }
}
