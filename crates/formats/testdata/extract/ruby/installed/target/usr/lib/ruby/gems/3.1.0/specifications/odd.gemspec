Gem::Specification.new { |s| s.name = ENV["NAME"] }
