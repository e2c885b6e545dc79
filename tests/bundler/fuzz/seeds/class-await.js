class await { get; d }
