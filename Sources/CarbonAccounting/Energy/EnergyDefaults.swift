/// Every constant of the energy model, with its source. Each is only a default: an experiment may set its own.
public enum EnergyDefaults {
    /// Energy of the whole data center over energy of its machines, for a hyperscale one.
    ///
    /// Source: Google, "Data centers: efficiency", fleet mean 1.10 for 2020 to 2023. The mean of the industry is 1.58
    /// (Uptime Institute, "Global data center survey 2023").
    public static let powerUsageEffectiveness = 1.1

    /// Joules for one CIFAR-size image to pass forward and backward once on a data-center GPU.
    ///
    /// Source: the scenarios of FedZero (Wiesner et al., e-Energy 2024) give 0.32 to 0.47 J on V100, T4 and A100 for a
    /// network of the size of ResNet-18; the middle of that range. ResNet-50 on ImageNet takes 1.7 to 2.8 J there.
    public static let joulesPerSample = 0.4

    /// Part of a device's peak that training reaches, for energy from operations.
    ///
    /// Our assumption: large networks reach 0.3 to 0.5 of the peak, small ones less; measure and set it where it matters.
    public static let utilization = 0.35

    /// Power of a machine that waits for the round's slowest site, in watts.
    ///
    /// 0: a site's machine is taken to be released when it has trained. Set it for reserved machines.
    public static let idleWatts = 0.0

    /// Energy of the network for one gigabyte (10⁹ bytes) sent over the internet, in kWh.
    ///
    /// Sources: Aslan, Mayers, Koomey, France, "Electricity intensity of internet data transmission", Journal of
    /// Industrial Ecology 2018: 0.06 for 2015, halving every two years; later ones reach down to 0.0065. 0.01 lies where
    /// that halving leads by 2020.
    public static let networkKWhPerGB = 0.01

    /// Which grid the network is charged to.
    public static let networkGrid = NetworkGrid.site
}
