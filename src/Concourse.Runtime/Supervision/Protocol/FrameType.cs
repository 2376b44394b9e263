namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>
/// Kinds of frame. C: from the client (web node) to the helper. S: from the helper to the client. Channel 0 is the connection;
/// every other channel number is chosen by the client for one process or one volume operation.
/// </summary>
internal enum FrameType : byte
{
    /// <summary>C, channel 0, first: protocol version and epoch.</summary>
    Hello = 1,

    /// <summary>S: the answer to <see cref="Hello"/>.</summary>
    Welcome = 2,

    /// <summary>S: the connection ends here: another version, or a higher epoch took over.</summary>
    Refused = 3,

    /// <summary>Both ways, empty: the sender is alive.</summary>
    Heartbeat = 4,

    /// <summary>C: a piece of a <see cref="StartMessage"/> that does not fit into one frame.</summary>
    StartPart = 10,

    /// <summary>C: the last piece of a start; begins the process unless its id was started before, and follows it.</summary>
    Start = 11,

    /// <summary>C: follows a process started before.</summary>
    Attach = 12,

    /// <summary>C: a signal number for the process's group.</summary>
    Signal = 13,

    /// <summary>C: a new <see cref="WindowSize"/>.</summary>
    Resize = 14,

    /// <summary>C: bytes of stdin after those that came with the start, with their offset.</summary>
    Stdin = 15,

    /// <summary>C: stdin ends.</summary>
    StdinClose = 16,

    /// <summary>C: <see cref="OutputOffsets"/> stored for good: the spool may forget what lies before.</summary>
    Ack = 17,

    /// <summary>C, process: <see cref="OutputOffsets"/> up to which output may be sent. Volume, both ways: a count of bytes more that may be sent.</summary>
    Credit = 18,

    /// <summary>C: remove the ended process's record and spool.</summary>
    Forget = 19,

    /// <summary>S: the process runs or ran; <see cref="StartedMessage"/>.</summary>
    Started = 30,

    /// <summary>S: the process could not be started; <see cref="StartFailedMessage"/>.</summary>
    StartFailed = 31,

    /// <summary>S: no process of the id to attach to.</summary>
    NotFound = 32,

    /// <summary>S: offset and bytes of stdout.</summary>
    Stdout = 33,

    /// <summary>S: offset and bytes of stderr.</summary>
    Stderr = 34,

    /// <summary>S: the process ended by itself, after its last byte of output; <see cref="ExitMessage"/>.</summary>
    Exited = 35,

    /// <summary>S: the process was ended from outside, after its last byte of output; <see cref="LostMessage"/>.</summary>
    Lost = 36,

    /// <summary>S: offset up to which stdin was taken.</summary>
    StdinTaken = 37,

    /// <summary>From main to helper only: <see cref="OutputOffsets"/> written to the spool.</summary>
    Progress = 40,

    /// <summary>C: a tar.zst follows as <see cref="Data"/> for a directory.</summary>
    VolumeIn = 50,

    /// <summary>C: asks for a path as tar.zst.</summary>
    VolumeOut = 51,

    /// <summary>C: asks for one file's bytes.</summary>
    ReadFile = 52,

    /// <summary>C: copies a tree from one volume into another.</summary>
    VolumeCopy = 53,

    /// <summary>C: asks for the names in the root.</summary>
    VolumeList = 54,

    /// <summary>C: removes a tree.</summary>
    VolumeDelete = 55,

    /// <summary>Both ways: bytes of a volume operation.</summary>
    Data = 60,

    /// <summary>Both ways: no more <see cref="Data"/>.</summary>
    End = 61,

    /// <summary>S: the volume operation is complete.</summary>
    Done = 62,

    /// <summary>S: the operation failed; <see cref="FailedMessage"/>.</summary>
    Failed = 63,

    /// <summary>C: forget the channel; what it started goes on (process) or is abandoned (volume).</summary>
    Cancel = 64,
}
