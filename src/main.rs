fn main() -> std::process::ExitCode {
    fnsec::cli::main()
}
